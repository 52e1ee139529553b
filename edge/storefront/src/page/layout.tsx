import { withNext } from '@fondaco/chassis/browser';
import { type ReactNode, useState } from 'react';
import { Link, NavLink, useLocation, useNavigate } from 'react-router';
import { countPieces } from '../basket/basket.ts';
import { CategoryNav } from '../catalogue/category-nav.tsx';
import { SearchBox } from '../search/search-box.tsx';
import { useBasket, useShop } from '../shop.tsx';
import { FormFailure } from './failure.tsx';
import { usePlaceOnPage } from './scroll.ts';

const Arches = () => (
  <svg className="arches" viewBox="0 0 30 22" aria-hidden="true">
    <path d="M0 22V8.5a4 4 0 0 1 8 0V22zM11 22V5a4 4 0 0 1 8 0v17zM22 22V8.5a4 4 0 0 1 8 0V22z" />
  </svg>
);

export const Layout = ({ children }: { readonly children: ReactNode }) => {
  const content = usePlaceOnPage();
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="head">
        <div className="head-row">
          <Link to="/" className="brand">
            <Arches />
            <span className="brand-name">Fondaco</span>
          </Link>
          <SearchBox />
          <nav aria-label="Shop" className="head-nav">
            <AccountLinks />
            <BasketLink />
          </nav>
        </div>
      </header>
      <CategoryNav />
      <main id="content" className="content" tabIndex={-1} ref={content}>
        {children}
      </main>
      <footer className="foot">
        <p>
          Fondaco · Product data: <cite>Online Retail</cite>, D. Chen, UCI Machine Learning Repository (CC BY
          4.0)
        </p>
      </footer>
    </>
  );
};

const BasketLink = () => {
  const pieces = countPieces(useBasket());
  return (
    <NavLink to="/basket" className="nav-link" data-testid="basket-link">
      Basket
      {pieces > 0 && (
        <span className="count">
          <span data-testid="basket-count">{pieces > 999 ? '999+' : pieces}</span>
          <span className="visually-hidden"> {pieces === 1 ? 'piece' : 'pieces'}</span>
        </span>
      )}
    </NavLink>
  );
};

const AccountLinks = () => {
  const { bff, visitor, welcome, attempts } = useShop();
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  const logOut = async () => {
    setLeaving(true);
    setFailure(null);
    try {
      welcome(await bff.logOut());
      attempts.settle();
      await navigate('/');
    } catch (reason) {
      setFailure(reason);
    } finally {
      setLeaving(false);
    }
  };

  if (visitor === undefined) return <span className="nav-link nav-wait" aria-hidden="true" />;
  if (visitor.user === null) {
    const here = ['/log-in', '/register'].includes(pathname) ? search : '';
    return (
      <NavLink
        to={
          here
            ? `/log-in${here}`
            : withNext('/log-in', here === '' && ['/log-in', '/register'].includes(pathname) ? '/' : pathname)
        }
        className="nav-link"
      >
        Log in
      </NavLink>
    );
  }
  return (
    <>
      <span className="nav-name" data-testid="visitor-name">
        {visitor.user.name}
      </span>
      <NavLink to="/orders" className="nav-link">
        Orders
      </NavLink>
      <button type="button" className="nav-link" onClick={() => void logOut()} disabled={leaving}>
        Log out
      </button>
      <FormFailure failure={failure} />
    </>
  );
};
