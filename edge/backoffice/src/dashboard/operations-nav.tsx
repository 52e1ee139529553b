import { useCallback } from 'react';
import { NavLink } from 'react-router';
import { useLoaded } from '../loaded.ts';
import { useOffice } from '../office.tsx';

/** The pages of Operations: the system as a whole, then each dashboard. */
export const OperationsNav = () => {
  const { bff } = useOffice();
  const load = useCallback((signal: AbortSignal) => bff.dashboards(signal), [bff]);
  const { value } = useLoaded(load);
  return (
    <nav className="tabs" aria-label="Operations">
      <NavLink to="/operations" end>
        System
      </NavLink>
      {value?.map(({ uid, title }) => (
        <NavLink key={uid} to={`/operations/dashboards/${uid}`}>
          {title}
        </NavLink>
      ))}
    </nav>
  );
};
