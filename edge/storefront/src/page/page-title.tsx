/** The document's title; React puts it into the head. */
export const PageTitle = ({ children }: { readonly children: string }) => (
  <title>{`${children} · Fondaco`}</title>
);
