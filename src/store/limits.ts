/** Every bound of the store, with its unit. None of them is AWS's: they keep this process and its disk in hand. */

/** How many keys may come or go before a sorted map brings its order up to date although nobody visits it. */
export const MAXIMUM_UNINDEXED_KEYS = 4096;

/**
 * How many bytes of keys and values may wait for the disk before further writes are refused as overload. Callers wait
 * for `committed` before they answer, so only a disk that has stalled, or a loop that does not wait, gets here.
 */
export const MAXIMUM_PENDING_BYTES = 256 * 1024 * 1024;

/** Bytes of the longest key: what LMDB keeps in pages of 4096 bytes. An S3 key has at most 1024 bytes. */
export const MAXIMUM_KEY_BYTES = 1978;

/** Bytes of memory that are set aside at a time for the values of a commit. */
export const WRITE_SLAB_BYTES = 256 * 1024;

/** How many of these pieces serve again; a commit that needs more makes its own. */
export const MAXIMUM_KEPT_SLABS = 16;

/** Bytes of memory that each volume of the journal keeps for its records; a longer record gets memory of its own. */
export const JOURNAL_BUFFER_BYTES = 256 * 1024;

/** Bytes of records that the journal gathers before it hands them to the engine beneath. */
export const APPLY_BYTES = 1024 * 1024;

/**
 * Rows that the engine beneath is handed in one commit. A transaction of LMDB that meets more than some 4,000 pieces of its
 * file fails (MDB_TXN_FULL), and a row may lie in a piece of its own: 8,000 deletions at random places of 780 MiB
 * succeeded, 16,000 did not.
 */
export const APPLY_ROWS = 2_000;

/** How long fewer than these wait at most. */
export const APPLY_DELAY_MILLISECONDS = 50;

/** Bytes of records that a volume of the journal takes before commits wait for the engine beneath, which is slower. */
export const JOURNAL_VOLUME_BYTES = 64 * 1024 * 1024;

/** Bytes of a blob that are read, and so held in memory, at a time. */
export const BLOB_PIECE_BYTES = 256 * 1024;

/** Bytes of the longest path of a data folder that leaves room for a socket in it: systems allow 104 bytes or more. */
export const MAXIMUM_SOCKET_PATH_BYTES = 85;

/** How often a process that finds a data folder free tries to take it, while others that do the same are quicker. */
export const MAXIMUM_LOCK_ATTEMPTS = 10;

/** How many deleted rows a visit walks past at its start before it notes the stretch, so that the next one need not. */
export const MINIMUM_GAP_ROWS = 16;

/** How many such stretches are remembered; when there are more, all are forgotten and found again. */
export const MAXIMUM_GAPS = 1024;
/** Bytes of one piece of the memory that rows lie in: as long as one of its rows is there, all of it is. */
export const ROW_MEMORY_BYTES = 16_384;
/** Longer rows have memory of their own. */
export const ROW_MEMORY_SHARED_BYTES = 1024;

/** Of each kind of rows that share their values: how many are remembered by what their bytes say. */
export const SHARED_ROWS_MAX = 256;
/** And up to which length: the value of a longer one is shared only while the same bytes are kept. */
export const SHARED_ROW_BYTES_MAX = 4096;
