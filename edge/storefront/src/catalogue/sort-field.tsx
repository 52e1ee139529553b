import { useId } from 'react';
import { type Choice, SORTS, usualSort } from './choice.ts';
import { useChoosing } from './choosing.ts';

export const SortField = ({ choice }: { readonly choice: Choice }) => {
  const id = useId();
  const { shown, choose } = useChoosing(choice);
  const usual = usualSort(choice);
  const offered = SORTS.filter(({ sort }) => sort !== 'relevance' || usual === 'relevance');
  const change = (chosen: string) => {
    const sort = offered.find((one) => one.sort === chosen)?.sort ?? usual;
    choose({ ...choice, sort: sort === usual ? null : sort });
  };
  return (
    <div className="sort">
      <label htmlFor={id}>Sort by</label>
      <select id={id} value={shown.sort ?? usual} onChange={(event) => change(event.target.value)}>
        {offered.map(({ sort, label }) => (
          <option key={sort} value={sort}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
};
