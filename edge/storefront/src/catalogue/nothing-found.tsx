import { Link } from 'react-router';
import { addressOf, type Choice, isNarrowed, withoutFilters } from './choice.ts';

/** Says what may help. */
export const NothingFound = ({ choice }: { readonly choice: Choice }) => (
  <div className="notice notice-block" data-testid="nothing-found">
    <h2>Nothing matches</h2>
    {isNarrowed(choice) ? (
      <>
        <p>There may be something without the filters.</p>
        <p className="actions">
          <Link className="button" to={addressOf(withoutFilters(choice))}>
            Clear all filters
          </Link>
        </p>
      </>
    ) : (
      <>
        <p>Try fewer words, or more general ones.</p>
        <p className="actions">
          <Link className="button" to="/">
            To the catalogue
          </Link>
        </p>
      </>
    )}
  </div>
);
