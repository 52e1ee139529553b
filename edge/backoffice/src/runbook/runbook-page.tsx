import { useCallback } from 'react';
import { Link, useParams } from 'react-router';
import { useLoaded } from '../loaded.ts';
import { useOffice } from '../office.tsx';
import { Failure } from '../page/failure.tsx';
import { Prose } from '../page/prose.tsx';
import { Waiting } from '../page/waiting.tsx';

export const RunbookPage = () => {
  const { bff } = useOffice();
  const { name = '' } = useParams();
  const load = useCallback((signal: AbortSignal) => bff.runbook(name, signal), [bff, name]);
  const { value, failure, again } = useLoaded(load);
  return (
    <article className="runbook">
      <p className="soft">
        <Link to="/operations">Operations</Link> / Runbook
      </p>
      {value === null ? (
        failure ? (
          <Failure failure={failure} retry={again} />
        ) : (
          <Waiting />
        )
      ) : (
        <>
          <title>{`${value.title} · Fondaco back office`}</title>
          <h1>{value.title}</h1>
          <Prose markdown={value.markdown} />
        </>
      )}
    </article>
  );
};
