import { NavLink } from 'react-router';
import { useShop } from '../shop.tsx';
import { below } from './category-tree.ts';
import { addressOf, EVERYTHING } from './choice.ts';

/** As many as have room on one line of a wide page; the page of all has the others. */
const SHOWN = 7;

/** Ways into the catalogue, on every page. Nothing where it is not divided up. */
export const CategoryNav = () => {
  const { categories } = useShop();
  const topmost = below(categories ?? [], null);
  if (topmost.length === 0) return null;
  return (
    <nav aria-label="Categories" className="category-nav">
      <ul>
        {topmost.slice(0, SHOWN).map(({ slug, name }) => (
          <li key={slug}>
            <NavLink className="nav-link" to={addressOf({ ...EVERYTHING, category: slug })}>
              {name}
            </NavLink>
          </li>
        ))}
        <li>
          <NavLink className="nav-link" to="/categories" end>
            All categories
          </NavLink>
        </li>
      </ul>
    </nav>
  );
};
