/** The bounds of a search for what became of an event. */

/** How many places a sentence names of those to which an event went instead. */
export const PLACES_NAMED = 5;
/** How many connections that lead to a target are followed. */
export const CONNECTIONS_FOLLOWED = 200;
/** How many of a queue's oldest messages are looked at. */
export const MESSAGES_LOOKED_AT = 1_000;
