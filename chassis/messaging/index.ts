export { type ConsumerOptions, createConsumer } from './consumer.ts';
export type { ConsumerGroup } from './consumer-group.ts';
export type { Event, EventDefinition } from './event.ts';
export { Unprocessable } from './failure.ts';
export { type Handler, handle } from './handler.ts';
export { createKafka, type Kafka } from './kafka.ts';
export { EventRefused } from './new-row.ts';
export { createOutbox, type Outbox, type OutboxOptions } from './outbox.ts';
