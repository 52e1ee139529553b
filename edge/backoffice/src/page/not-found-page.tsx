import { Link } from 'react-router';

export const NotFoundPage = () => (
  <div className="notice notice-block">
    <title>Nothing here · Fondaco back office</title>
    <h1>Nothing here</h1>
    <p>
      There is no such page. <Link to="/operations">Go to Operations</Link>
    </p>
  </div>
);
