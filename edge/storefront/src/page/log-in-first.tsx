import { withNext } from '@fondaco/chassis/browser';
import { Link, useLocation } from 'react-router';

/** The two ways to an account; both lead back to this page. */
export const LogInFirst = ({ what }: { readonly what: string }) => {
  const { pathname } = useLocation();
  return (
    <div className="notice notice-block" data-testid="log-in-first">
      <h2>Log in to {what}</h2>
      <p>You come back to this page afterwards. Your basket stays as it is.</p>
      <p className="actions">
        <Link className="button" to={withNext('/log-in', pathname)}>
          Log in
        </Link>
        <Link className="button button-quiet" to={withNext('/register', pathname)}>
          Create an account
        </Link>
      </p>
    </div>
  );
};
