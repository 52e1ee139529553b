import { useEffect, useState } from 'react';
import { PageTitle } from './page-title.tsx';

type Props = { readonly title: string; readonly what: string };

/** Says so only when the wait is long enough to be noticed. */
export const Waiting = ({ title, what }: Props) => {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 250);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="waiting" role="status" aria-busy="true">
      <PageTitle>{title}</PageTitle>
      {long && <p>{what}…</p>}
    </div>
  );
};
