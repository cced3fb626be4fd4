/** Ids of the resources that AWS gives a prefix and a number: types by what stands before the number. */
export const numbered: Record<string, string> = {
    "ec2/vpc": "vpc-",
    "ec2/subnet": "subnet-",
    "ec2/securityGroup": "sg-",
    "ec2/internetGateway": "igw-",
    "ec2/egressOnlyInternetGateway": "eigw-",
    "ec2/natGateway": "nat-",
    "ec2/routeTable": "rtb-",
    "ec2/routeTableAssociation": "rtbassoc-",
    "ec2/route": "r-rtb-",
    "ec2/networkAcl": "acl-",
    "ec2/networkInterface": "eni-",
    "ec2/instance": "i-",
    "ec2/eip": "eipalloc-",
    "ec2/vpcEndpoint": "vpce-",
    "ec2/vpcPeeringConnection": "pcx-",
    "ec2/launchTemplate": "lt-",
    "ec2/flowLog": "fl-",
    "ec2/securityGroupRule": "sgrule-",
    "vpc/securityGroupIngressRule": "sgr-",
    "vpc/securityGroupEgressRule": "sgr-",
    "ebs/volume": "vol-",
    "efs/fileSystem": "fs-",
    "efs/accessPoint": "fsap-",
    "efs/mountTarget": "fsmt-",
};

/** What stands in an ARN before the name; most services have nothing there. */
export const arnKinds: Record<string, string> = {
    "acm/certificate": "certificate/",
    "cloudfront/distribution": "distribution/",
    "cloudwatch/eventRule": "rule/",
    "cloudwatch/eventBus": "event-bus/",
    "cloudwatch/metricAlarm": "alarm:",
    "cognito/userPool": "userpool/",
    "dynamodb/table": "table/",
    "ecr/repository": "repository/",
    "ecs/cluster": "cluster/",
    "efs/fileSystem": "file-system/",
    "efs/accessPoint": "access-point/",
    "iam/group": "group/",
    "iam/instanceProfile": "instance-profile/",
    "iam/policy": "policy/",
    "iam/user": "user/",
    "kinesis/firehoseDeliveryStream": "deliverystream/",
    "kinesis/stream": "stream/",
    "kms/key": "key/",
    "lambda/eventSourceMapping": "event-source-mapping:",
    "rds/cluster": "cluster:",
    "rds/instance": "db:",
    "route53/zone": "hostedzone/",
    "secretsmanager/secret": "secret:",
    "sfn/stateMachine": "stateMachine:",
    "ssm/parameter": "parameter/",
    "wafv2/webAcl": "regional/webacl/",
};

/** The service in an ARN, by type or module, where it is another word. */
export const arnServices: Record<string, string> = {
    "cloudwatch/eventRule": "events",
    "cloudwatch/eventBus": "events",
    "kinesis/firehoseDeliveryStream": "firehose",
    cognito: "cognito-idp",
    ebs: "ec2",
    efs: "elasticfilesystem",
    sfn: "states",
    vpc: "ec2",
};

/** Types whose id is their ARN. */
export const idIsArn =
    /^(acm\/certificate|iam\/policy|sns\/topic|secretsmanager\/secret|sfn\/stateMachine|ecs\/cluster)$/;
