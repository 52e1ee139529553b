// Runs in AWS Lambda when the stack is made or changed: gives keys to the secrets that have none yet, and each service
// the public keys of its callers. Private keys go from here to Secrets Manager and nowhere else.
const { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } = require('node:crypto');
const {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} = require('@aws-sdk/client-secrets-manager');

const client = new SecretsManagerClient({});
const put = (SecretId, SecretString) => client.send(new PutSecretValueCommand({ SecretId, SecretString }));

const kept = async (SecretId, make) => {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  } catch (error) {
    if (error.name !== 'ResourceNotFoundException') throw error;
    const value = make();
    await put(SecretId, value);
    return value;
  }
};

const newKey = () => JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
const publicPart = (jwk) => {
  const { x } = createPublicKey(createPrivateKey({ key: JSON.parse(jwk), format: 'jwk' })).export({
    format: 'jwk',
  });
  return { kty: 'OKP', crv: 'Ed25519', x };
};

const make = async ({ keys, callers, mayCall, random }) => {
  for (const arn of random) await kept(arn, () => randomBytes(32).toString('base64'));
  const publicKeys = {};
  for (const [name, arn] of Object.entries(keys)) publicKeys[name] = publicPart(await kept(arn, newKey));
  for (const [service, arn] of Object.entries(callers)) {
    const wanted = JSON.stringify(
      Object.fromEntries((mayCall[service] ?? []).map((name) => [name, publicKeys[name]])),
    );
    if ((await kept(arn, () => wanted)) !== wanted) await put(arn, wanted);
  }
};

exports.handler = async (event) => {
  const answer = { Status: 'SUCCESS', PhysicalResourceId: 'keys' };
  try {
    // What was made stays when the stack goes.
    if (event.RequestType !== 'Delete') await make(event.ResourceProperties);
  } catch (error) {
    Object.assign(answer, { Status: 'FAILED', Reason: `${error.name}: ${error.message}` });
  }
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({ ...answer, StackId, RequestId, LogicalResourceId });
  await fetch(event.ResponseURL, { method: 'PUT', body });
};
