import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { addressOf, choiceFrom, EVERYTHING, LONGEST_QUESTION } from '../catalogue/choice.ts';
import { nextPlace } from './suggested.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { useSuggestions } from './suggestions.ts';

/** The field of the page's head: a combobox whose list is only ever an offer. */
export const SearchBox = () => {
  const id = useId();
  const navigate = useNavigate();
  const { key, pathname, search } = useLocation();
  const asked = pathname === '/search' ? choiceFrom(new URLSearchParams(search)).q : '';
  const [text, setText] = useState(asked);
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState(-1);
  const groups = useSuggestions(text, open);
  const options = groups.flatMap((group) => group.options);
  const active = options[place];
  const expanded = open && options.length > 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another page begins with what it was asked for
  useEffect(() => {
    setText(asked);
    setOpen(false);
    setPlace(-1);
  }, [key, asked]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: in another list the same place is another option
  useEffect(() => setPlace(-1), [groups]);

  const close = () => {
    setOpen(false);
    setPlace(-1);
  };
  const go = (address: string) => {
    close();
    void navigate(address);
  };
  const submit = () => {
    if (active !== undefined) go(active.address);
    else if (text.trim() !== '') go(addressOf({ ...EVERYTHING, q: text.trim() }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setPlace(nextPlace(place, event.key === 'ArrowDown' ? 1 : -1, options.length));
    } else if (event.key === 'Escape' && expanded) {
      // Once for the list, once more for the text: what a search field does by itself.
      event.preventDefault();
      close();
    }
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: the DOM that the tests run in doesn't know <search>
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        Search the catalogue
      </label>
      <input
        id={id}
        type="search"
        role="combobox"
        placeholder="Search"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="search"
        maxLength={LONGEST_QUESTION}
        aria-autocomplete="list"
        aria-expanded={expanded}
        aria-controls={expanded ? `${id}-list` : undefined}
        aria-activedescendant={active === undefined ? undefined : `${id}-${place}`}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setPlace(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <button type="submit" className="search-button" aria-label="Search">
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.6 12.6 17 17" />
        </svg>
      </button>
      {expanded && <SuggestionList id={id} groups={groups} place={place} onChoose={go} />}
      <p className="visually-hidden" role="status">
        {expanded && `${options.length} ${options.length === 1 ? 'suggestion' : 'suggestions'}`}
      </p>
    </form>
  );
};
