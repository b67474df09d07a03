/** Ends of bigint in SQL: below and above every step. */
export const lowestBigint = '(-9223372036854775808)';
export const highestBigint = '9223372036854775807';
