/** `system`: as the browser's own setting says. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'theme';
const known = (text: string | null): Theme => (text === 'light' || text === 'dark' ? text : 'system');

export type ThemeStore = ReturnType<typeof createThemeStore>;

/** The theme that somebody chose on this device, set on the root element. */
export const createThemeStore = (
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  root: { readonly dataset: DOMStringMap },
) => {
  const listeners = new Set<() => void>();
  let theme = known(storage.getItem(KEY));
  const show = () => {
    if (theme === 'system') delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  show();
  return {
    read: (): Theme => theme,
    choose: (chosen: Theme) => {
      theme = chosen;
      if (chosen === 'system') storage.removeItem(KEY);
      else storage.setItem(KEY, chosen);
      show();
      for (const listener of listeners) listener();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
