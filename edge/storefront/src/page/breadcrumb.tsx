import { Link } from 'react-router';
import { addressOf, EVERYTHING } from '../catalogue/choice.ts';

type Props = { readonly categories: readonly { readonly slug: string; readonly name: string }[] };

/** The way from the whole catalogue down to here. */
export const Breadcrumb = ({ categories }: Props) => (
  <nav aria-label="Breadcrumb">
    <ol className="crumbs">
      <li>
        <Link to="/">Catalogue</Link>
      </li>
      {categories.map(({ slug, name }) => (
        <li key={slug}>
          <Link to={addressOf({ ...EVERYTHING, category: slug })}>{name}</Link>
        </li>
      ))}
    </ol>
  </nav>
);
