import { ProductName } from '../page/product-name.tsx';
import type { SuggestedGroup } from './suggested.ts';

type Props = {
  /** Of the field that it belongs to. */
  readonly id: string;
  readonly groups: readonly SuggestedGroup[];
  readonly place: number;
  readonly onChoose: (address: string) => void;
};

/** The focus stays in the field, whose `aria-activedescendant` says which option is meant. */
export const SuggestionList = ({ id, groups, place, onChoose }: Props) => {
  const options = groups.flatMap((group) => group.options);
  return (
    <div role="listbox" id={`${id}-list`} aria-label="Suggestions" className="suggestions" tabIndex={-1}>
      {groups.map(({ title, options: some }) => (
        // biome-ignore lint/a11y/useSemanticElements: a list box is made of groups and options, not of fieldsets
        <div role="group" aria-label={title} key={title}>
          <p className="suggestions-title" aria-hidden="true">
            {title}
          </p>
          {some.map((option) => {
            const at = options.indexOf(option);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which has the focus
              <div
                role="option"
                id={`${id}-${at}`}
                key={option.key}
                tabIndex={-1}
                className="suggestion"
                aria-selected={at === place}
                // A press would take the focus, and with it the list.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onChoose(option.address)}
              >
                <ProductName name={option.label} />
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
};
