/** The bounds of stories as they are told and exported. */

/** How many levels of a tree are set apart; deeper ones, such as those of a loop, are drawn below one another. */
export const DRAWN_LEVELS = 40;
