export {
  type BffClient,
  BffProblem,
  type BffSettings,
  BffUnreachable,
  type Change,
  createBffClient,
  type ProblemDocument,
} from './bff-client.ts';
export { nextPath, withNext } from './next.ts';
