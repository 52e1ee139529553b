type Props = {
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
  /** When what is shown came, in ms since 1970. */
  readonly at: number | null;
};

/** Whoever reads or shows something to others doesn't want it to change under their eyes. */
export const PauseButton = ({ paused, setPaused, at }: Props) => (
  <>
    {at !== null && <span className="soft number">as of {new Date(at).toLocaleTimeString('en-GB')}</span>}
    <button
      type="button"
      className="button button-quiet"
      aria-pressed={paused}
      onClick={() => setPaused(!paused)}
    >
      {paused ? 'Go on' : 'Pause'}
    </button>
  </>
);
