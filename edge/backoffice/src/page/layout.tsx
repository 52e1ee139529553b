import { type ReactNode, useState } from 'react';
import { Link, NavLink, useNavigate } from 'react-router';
import { useOffice } from '../office.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

const Arches = () => (
  <svg className="arches" viewBox="0 0 30 22" aria-hidden="true">
    <path d="M0 22V8.5a4 4 0 0 1 8 0V22zM11 22V5a4 4 0 0 1 8 0v17zM22 22V8.5a4 4 0 0 1 8 0V22z" />
  </svg>
);

export const Layout = ({ children }: { readonly children: ReactNode }) => (
  <>
    <a className="skip" href="#content">
      Skip to the content
    </a>
    <header className="head">
      <Link to="/" className="brand">
        <Arches />
        <span className="brand-name">Fondaco</span>
        <span className="brand-part">back office</span>
      </Link>
      <StaffNav />
      <div className="head-end">
        <ThemeSwitch />
        <Account />
      </div>
    </header>
    <main id="content" className="content" tabIndex={-1}>
      {children}
    </main>
  </>
);

const useStaff = () => {
  const { visitor } = useOffice();
  return visitor === undefined || visitor === 'failed' ? null : visitor.user;
};

const StaffNav = () => {
  if (useStaff() === null) return null;
  return (
    <nav aria-label="Back office" className="head-nav">
      <NavLink to="/operations" className="nav-link">
        Operations
      </NavLink>
    </nav>
  );
};

const Account = () => {
  const { bff, welcome } = useOffice();
  const staff = useStaff();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState(false);
  if (staff === null) return null;

  const logOut = async () => {
    setLeaving(true);
    try {
      welcome(await bff.logOut());
      await navigate('/log-in');
    } finally {
      setLeaving(false);
    }
  };
  return (
    <>
      <span className="staff-name" data-testid="staff-name">
        {staff.name}
      </span>
      <button
        type="button"
        className="button button-quiet"
        onClick={() => void logOut().catch(() => undefined)}
        disabled={leaving}
      >
        Log out
      </button>
    </>
  );
};
