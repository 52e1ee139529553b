CREATE TABLE account (
  account_id uuid PRIMARY KEY,
  -- Lower case: two spellings of one address are one account.
  email text NOT NULL CHECK (email = lower(email)),
  name text NOT NULL,
  roles text[] NOT NULL CHECK (roles <@ ARRAY['customer', 'staff']),
  password_hash text NOT NULL,
  -- Set while the password is a one-time password.
  one_time_until timestamptz,
  created_at timestamptz NOT NULL,
  CONSTRAINT account_email UNIQUE (email)
);

-- Everything that one log-in led to. Its end is the end of all its refresh tokens.
CREATE TABLE session (
  session_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE refresh_token (
  -- SHA-256: whoever reads the table can log in as nobody.
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  -- When another token took its place. It is kept, so that its reuse is noticed.
  replaced_at timestamptz
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);

CREATE TABLE signing_key (
  key_id uuid PRIMARY KEY,
  public_key jsonb NOT NULL,
  -- AES-256-GCM: 12 bytes nonce, 16 bytes tag, ciphertext.
  sealed_private_key bytea NOT NULL,
  is_current boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
-- One key signs at a time; of several replicas that start at once only one makes the first.
CREATE UNIQUE INDEX signing_key_current ON signing_key (is_current) WHERE is_current;
