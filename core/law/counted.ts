/**
 * What the gates' counters keep, whatever the law: a cap beyond it would never bite, so no pack may ask for it. A test beside the
 * counters holds these equal to theirs.
 */
export const COUNTED_WINDOW_DAYS = 30;
/** Contacts in the window are exact up to here. */
export const COUNTED_CONTACTS = 11;
/** Contacts of a day are exact up to here. */
export const COUNTED_A_DAY = 255;
/** Days begin at midnight of this zone. */
export const COUNTED_ZONE_MINUTES = 480;
/** Distinct callees of a day are exact up to here. */
export const COUNTED_CALLEES = 65_534;
/** Groups whose contacts are forgotten once their day is over. */
export const COUNTED_BY_DAY: readonly string[] = ['collection', 'transactional'];
