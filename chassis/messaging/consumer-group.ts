/** `start`: where a group begins that has never read: at the earliest message, or with new ones only. */
export type ConsumerGroup = {
  readonly topics: readonly string[];
  readonly start: 'earliest' | 'latest';
};
