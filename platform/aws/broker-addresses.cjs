// Runs in AWS Lambda when the brokers' stack is made or changed: CloudFormation itself does not tell where brokers listen.
const { GetBootstrapBrokersCommand, KafkaClient } = require('@aws-sdk/client-kafka');

const find = async (ClusterArn) => {
  const found = await new KafkaClient({}).send(new GetBootstrapBrokersCommand({ ClusterArn }));
  return { scram: found.BootstrapBrokerStringSaslScram, iam: found.BootstrapBrokerStringSaslIam };
};

exports.handler = async (event) => {
  const answer = { Status: 'SUCCESS', PhysicalResourceId: 'addresses' };
  try {
    if (event.RequestType !== 'Delete') answer.Data = await find(event.ResourceProperties.cluster);
  } catch (error) {
    Object.assign(answer, { Status: 'FAILED', Reason: `${error.name}: ${error.message}` });
  }
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({ ...answer, StackId, RequestId, LogicalResourceId });
  await fetch(event.ResponseURL, { method: 'PUT', body });
};
