import { type ReactNode, useState } from 'react';
import { Picture, type PictureOf } from '../page/picture.tsx';

type Props = {
  readonly pictures: readonly PictureOf[];
  readonly name: string;
  /** Stands where there is no picture. */
  readonly instead: ReactNode;
};

/** One picture at a time, large; the others wait below it. */
export const Gallery = ({ pictures, name, instead }: Props) => {
  const [at, setAt] = useState(0);
  const shown = pictures[at] ?? pictures[0] ?? null;
  return (
    <div className="gallery">
      <Picture
        picture={shown && { ...shown, alt: shown.alt || name }}
        sizes="(width >= 76rem) 34rem, (width >= 56rem) 45vw, 92vw"
        size="large"
        instead={instead}
        first
      />
      {pictures.length > 1 && (
        <ul className="gallery-others" aria-label="Pictures">
          {pictures.map((picture, place) => (
            <li key={picture.imageId}>
              <button
                type="button"
                className="gallery-other"
                aria-label={`Picture ${place + 1} of ${pictures.length}${picture.alt && `: ${picture.alt}`}`}
                aria-pressed={place === at}
                onClick={() => setAt(place)}
              >
                <Picture
                  picture={{ ...picture, alt: '' }}
                  sizes="4rem"
                  size="small"
                  instead={<span className="picture picture-small" />}
                />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
