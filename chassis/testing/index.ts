export { bffBrowser } from './bff-browser.ts';
export { eventually } from './eventually.ts';
export { freePort } from './free-port.ts';
export { assertOpenApi } from './open-api.ts';
export { recordingLog, silentLog } from './silent-log.ts';
export { problem, type Received, standIn } from './stand-in.ts';
export { type TestDatabase, testDatabase } from './test-database.ts';
export { type TestIdentity, testIdentity } from './test-identity.ts';
export { type TestKafka, type TestMessage, testKafka } from './test-kafka.ts';
