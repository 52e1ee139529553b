import { useEffect, useState, useSyncExternalStore } from 'react';
import { useOffice } from '../office.tsx';
import { Choice } from './choice.tsx';
import type { Theme } from './theme.ts';

export const ThemeSwitch = () => {
  const { theme } = useOffice();
  const chosen = useSyncExternalStore(theme.subscribe, theme.read);
  return (
    <Choice<Theme>
      label="Theme"
      options={[
        { value: 'system', text: 'Auto' },
        { value: 'light', text: 'Light' },
        { value: 'dark', text: 'Dark' },
      ]}
      chosen={chosen}
      choose={theme.choose}
    />
  );
};

const DARK = '(prefers-color-scheme: dark)';

/** Which of the two it is in the end, for what is drawn on a canvas and knows no style sheet. */
export const useShownTheme = (): 'light' | 'dark' => {
  const { theme } = useOffice();
  const chosen = useSyncExternalStore(theme.subscribe, theme.read);
  const [prefersDark, setPrefersDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const look = () => setPrefersDark(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return chosen === 'system' ? (prefersDark ? 'dark' : 'light') : chosen;
};
