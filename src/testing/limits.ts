/** The test kit's own bounds. */

/** How many lineage records the story of a failed exploration shows: the newest, since the end is where it failed. */
export const EXPLORED_STORY_RECORDS = 60;
