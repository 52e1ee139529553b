import { type HttpCall, type HttpStream, Problem, UpstreamProblem } from '../service/index.ts';

const OWN_MEMBERS = ['type', 'title', 'status', 'code', 'detail', 'instance'];

/** The same call, but an upstream's "no" is thrown as the problem that the browser gets. */
export const passingOn = (call: HttpCall): HttpCall =>
  Object.assign(
    (async (request) => {
      try {
        return await call(request);
      } catch (error) {
        throw error instanceof UpstreamProblem ? problemFrom(error, request.userToken !== undefined) : error;
      }
    }) as HttpCall,
    { close: () => call.close() },
  );

/** The same for a stream that does not begin. */
export const passingOnStream = (open: HttpStream): HttpStream =>
  Object.assign(
    (async (request) => {
      try {
        return await open(request);
      } catch (error) {
        throw error instanceof UpstreamProblem ? problemFrom(error, true) : error;
      }
    }) as HttpStream,
    { close: () => open.close() },
  );

/** `asUser`: whether it was a user's token that was sent, and not the BFF's own. */
const problemFrom = (error: UpstreamProblem, asUser: boolean): Problem => {
  const { upstream, status, problem } = error;
  const ownTokenRefused = !asUser && problem.code.startsWith('auth/');
  // What is no problem document of a service, or our own fault, means nothing to a browser.
  if (ownTokenRefused || problem.code === 'upstream/refused') {
    return new Problem({
      status: 502,
      code: `${upstream}/refused`,
      title: `${upstream} refused what was asked of it`,
    });
  }
  return new Problem({
    status,
    code: problem.code,
    title: problem.title,
    detail: problem.detail,
    extra: Object.fromEntries(Object.entries(problem).filter(([member]) => !OWN_MEMBERS.includes(member))),
  });
};
