import { Link } from 'react-router';
import { PageTitle } from './page-title.tsx';

export const NotFoundPage = ({ what = 'page' }: { readonly what?: string }) => (
  <div className="notice notice-block" data-testid="not-found">
    <PageTitle>{`No such ${what}`}</PageTitle>
    <h1>There is no such {what}</h1>
    <p>It may have moved, or the address has a slip in it.</p>
    <p className="actions">
      <Link className="button" to="/">
        To the catalogue
      </Link>
    </p>
  </div>
);
