/** How often Prometheus looks: whoever watches wants to see at once what they did. */
export const SCRAPE_INTERVAL_SECONDS = 5;
