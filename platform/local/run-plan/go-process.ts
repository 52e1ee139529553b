/** Go programs take twice what they hold between two collections; these hold little and may collect more often. */
export const smallGo = { GOGC: '25', GOMAXPROCS: '2' };
