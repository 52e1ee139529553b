import { Problem, Unavailable } from '@fondaco/chassis/service';
import type { Credentials, Session, usersClient } from '@fondaco/contracts/http/users';

type Users = Pick<ReturnType<typeof usersClient>, 'logIn' | 'refresh' | 'logOut'>;

/**
 * Users, for whom an account without the role of staff is no account: nobody else gets a session here, and who
 * loses the role loses the session at the next renewal.
 */
export const staffOnly = (users: Users): Users => ({
  logOut: users.logOut,
  logIn: async (credentials: Credentials) => admit(users, await users.logIn(credentials)),
  refresh: async (refreshToken: string) => {
    const session = await users.refresh(refreshToken);
    if (isStaff(session)) return session;
    await end(users, session);
    throw new Problem({ status: 401, code: 'backoffice-bff/staff-only', title: 'No longer staff' });
  },
});

const isStaff = ({ user }: Session): boolean => user.roles.includes('staff');

const admit = async (users: Users, session: Session): Promise<Session> => {
  if (isStaff(session)) return session;
  await end(users, session);
  throw new Problem({
    status: 403,
    code: 'backoffice-bff/staff-only',
    title: 'This is for staff only',
    detail: 'The account has no right to the back office. An operator gives it by `fondaco staff add`.',
  });
};

/** The session that was opened just now is of no use to anybody. */
const end = async (users: Users, { refreshToken }: Session): Promise<void> => {
  try {
    await users.logOut(refreshToken);
  } catch (error) {
    // It is known to nobody, and runs out by itself.
    if (!(error instanceof Unavailable)) throw error;
  }
};
