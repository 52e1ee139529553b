const TINTS = 12;

/** Always the same tint for the same SKU: FNV-1a over its characters. */
export const tintOf = (sku: string): number => {
  let hash = 0x811c9dc5;
  for (const character of sku) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % TINTS;
};

type Props = { readonly sku: string; readonly name: string; readonly size?: 'small' | 'large' };

/** Stands where a picture would: the product's initial under an arch, in a tint of its own. */
export const Tile = ({ sku, name, size }: Props) => {
  // A letter says more than the count that many names begin with: “12 daisy pegs”.
  const initial = (/\p{L}/u.exec(name) ?? /\p{N}/u.exec(name))?.[0]?.toUpperCase() ?? '·';
  return (
    <span className={`tile tint-${tintOf(sku)} ${size ? `tile-${size}` : ''}`} aria-hidden="true">
      <span className="tile-arch">{initial}</span>
    </span>
  );
};
