/** Much of the catalogue is written in capitals. The style sheet lowers its voice; the text stays as it is. */
export const ProductName = ({ name }: { readonly name: string }) => (
  <span className={/\p{Ll}/u.test(name) ? undefined : 'shouted'}>{name}</span>
);
