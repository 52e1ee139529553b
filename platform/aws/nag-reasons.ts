/**
 * What cdk-nag's AwsSolutions finds and is as it should be, with the reason: by layer and by what the finding's name begins
 * with, so that the same elsewhere is looked at again. The test fails for findings without a reason, and for reasons
 * without a finding.
 */
export const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  secrets: {
    'AwsSolutions-SMG4':
      'A password that was changed by a schedule would shut out the tasks that were given the old one. They are changed by ' +
      'a new value, the set-up task and a deployment in this order (README). The administrators of the databases, whom ' +
      'no task uses for long, have theirs changed by RDS every week.',
  },
  data: {
    'AwsSolutions-RDS11':
      'Another port hides nothing: only the service and the set-up task can open a connection, by their security groups.',
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]':
      'The role by which RDS writes its own measurements: the policy is Amazon’s for exactly this.',
  },
  jobs: {
    'AwsSolutions-ECS2':
      'What stands in the environment are addresses and numbers. Secrets come from Secrets Manager; a test looks for others.',
    'AwsSolutions-IAM5[Resource::*]': 'ecr:GetAuthorizationToken is not for any resource in particular.',
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kafka:':
      'All topics and groups of this one cluster: making them is this task’s work. It can read no record.',
  },
  services: {
    'AwsSolutions-ECS2':
      'What stands in the environment are addresses and numbers. Secrets come from Secrets Manager; a test looks for others.',
    'AwsSolutions-IAM5[Resource::*]':
      'ecr:GetAuthorizationToken, and the channels of ECS Exec, are not for any resource in particular.',
    'AwsSolutions-IAM5[Resource::fondaco-production-data:ExportsOutputFnGetAttPictures':
      'The pictures in the bucket of pictures, whose keys are made by what is in them.',
  },
  monitoring: {
    'AwsSolutions-ECS2':
      'What stands in the environment are addresses and numbers. Secrets come from Secrets Manager; a test looks for others.',
    'AwsSolutions-IAM5[Resource::*]':
      'ecr:GetAuthorizationToken, the channels of ECS Exec, and X-Ray are not for any resource in particular.',
  },
  gateway: {
    'AwsSolutions-IAM5[Resource::*]':
      'ecr:GetAuthorizationToken, and the channels of ECS Exec, are not for any resource in particular.',
    'AwsSolutions-S1': 'The bucket that takes the access logs: logging itself it would never be quiet.',
  },
  interfaces: {
    'AwsSolutions-CFR1': 'The shop is open to everybody, wherever they are.',
  },
};
