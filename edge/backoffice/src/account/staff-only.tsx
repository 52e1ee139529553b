import { withNext } from '@fondaco/chassis/browser';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useOffice } from '../office.tsx';
import { Waiting } from '../page/waiting.tsx';

/** The pages that nobody sees who hasn't logged in. What they show is kept by the BFF all the same. */
export const StaffOnly = () => {
  const { visitor, recognise } = useOffice();
  const { pathname, search } = useLocation();
  if (visitor === undefined) return <Waiting />;
  if (visitor === 'failed')
    return (
      <div className="notice notice-block" role="alert">
        <h1>The back office doesn’t answer</h1>
        <p>Its pages are here, but its server can’t be reached.</p>
        <button type="button" className="button" onClick={recognise}>
          Try again
        </button>
      </div>
    );
  if (visitor.user === null) return <Navigate to={withNext('/log-in', pathname + search)} replace />;
  return <Outlet />;
};
