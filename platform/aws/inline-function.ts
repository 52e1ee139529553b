import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** A function whose code is a file of this folder, and the role of its own that it runs with. */
export const inlineFunction = (
  scope: Construct,
  id: string,
  { file, timeout }: { readonly file: string; readonly timeout: Duration },
): { readonly role: iam.Role; readonly arn: string } => {
  const role = new iam.Role(scope, `${id}Role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  const { functionArn } = new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(readFileSync(join(import.meta.dirname, file), 'utf8')),
    timeout,
    role,
  });
  return { role, arn: functionArn };
};
