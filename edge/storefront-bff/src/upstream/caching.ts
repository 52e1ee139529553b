/**
 * As Products says of the same data: prices and stock may be this old. Public, because neither answer
 * depends on who asks.
 */
export const CATALOGUE_CACHING = 'public, max-age=5, stale-while-revalidate=30, stale-if-error=600';
