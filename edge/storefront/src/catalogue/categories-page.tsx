import { Link } from 'react-router';
import { PageTitle } from '../page/page-title.tsx';
import { Waiting } from '../page/waiting.tsx';
import { useShop } from '../shop.tsx';
import { below, type Categories } from './category-tree.ts';
import { addressOf, EVERYTHING } from './choice.ts';

/** The whole tree, as far down as it goes. */
export const CategoriesPage = () => {
  const { categories } = useShop();
  if (categories === null) return <Waiting title="Categories" what="Looking them up" />;
  return (
    <>
      <PageTitle>Categories</PageTitle>
      <h1>All categories</h1>
      {categories.length === 0 && (
        <p>
          There are none at the moment. <Link to="/">To the catalogue</Link>
        </p>
      )}
      <Branches categories={categories} parent={null} />
    </>
  );
};

type Props = { readonly categories: Categories; readonly parent: string | null };

const Branches = ({ categories, parent }: Props) => {
  const branches = below(categories, parent);
  if (branches.length === 0) return null;
  return (
    <ul className={parent === null ? 'tree' : 'branches'}>
      {branches.map(({ slug, name }) => (
        <li key={slug}>
          <Link to={addressOf({ ...EVERYTHING, category: slug })}>{name}</Link>
          <Branches categories={categories} parent={slug} />
        </li>
      ))}
    </ul>
  );
};
