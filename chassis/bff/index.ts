export { acceptSessions } from './accept-sessions.ts';
export { type AsUser, createAsUser, logInRequired } from './as-user.ts';
export { newCsrfToken } from './forgery.ts';
export { logInRoute } from './log-in.route.ts';
export { logOutRoute } from './log-out.route.ts';
export { createLoginRenewal, LoginEnded, type LoginRenewal } from './login-renewal.ts';
export { passingOn, passingOnStream } from './passed-on.ts';
export { readSessionRoute } from './read-session.route.ts';
export {
  anonymousSession,
  isExpired,
  loginFrom,
  type Session,
  type UserSession,
  visitorOf,
} from './session.ts';
export { createSessionCookies, type SessionCookies } from './session-cookie.ts';
