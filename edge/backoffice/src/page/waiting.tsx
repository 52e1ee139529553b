export const Waiting = () => (
  <p className="waiting" role="status">
    <span className="visually-hidden">Loading</span>
  </p>
);
