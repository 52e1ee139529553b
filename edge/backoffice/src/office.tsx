import type { Visitor } from '@fondaco/contracts/http/backoffice-bff';
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react';
import type { Bff } from './bff.ts';
import type { DrawChart } from './dashboard/chart.ts';
import type { ThemeStore } from './page/theme.ts';

export type OfficeParts = {
  readonly bff: Bff;
  readonly theme: ThemeStore;
  readonly drawChart: DrawChart;
};

/** `undefined` while it isn't known yet; `failed` when nobody could say. */
export type KnownVisitor = Visitor | 'failed' | undefined;

type Office = OfficeParts & {
  readonly visitor: KnownVisitor;
  readonly welcome: (visitor: Visitor) => void;
  /** Asks the server again who is here: the session may have ended there. */
  readonly recognise: () => void;
};

const OfficeContext = createContext<Office | null>(null);

export const OfficeProvider = ({
  parts,
  children,
}: {
  readonly parts: OfficeParts;
  readonly children: ReactNode;
}) => {
  const [visitor, setVisitor] = useState<KnownVisitor>(undefined);
  const { bff } = parts;

  const recognise = useCallback(() => {
    bff.session().then(setVisitor, () => setVisitor((known) => known ?? 'failed'));
  }, [bff]);
  useEffect(recognise, [recognise]);

  return (
    <OfficeContext value={{ ...parts, visitor, welcome: setVisitor, recognise }}>{children}</OfficeContext>
  );
};

export const useOffice = (): Office => {
  const office = use(OfficeContext);
  if (office === null) throw new Error('useOffice needs an OfficeProvider around it');
  return office;
};
