"""Writes emulator/services/iam/aws-policies.generated.ts: AWS's managed policies by name, path and default version, and the
documents of those that roles in networks are given most. The source is moto's copy of them.

    python3 scripts/emulator-policies.py
"""

import json
import pathlib

import moto
from moto.iam.aws_managed_policies import aws_managed_policies_data

# By name: their documents are kept whole.
KEPT = """
AdministratorAccess AmazonDynamoDBReadOnlyAccess AmazonEC2ContainerRegistryReadOnly AmazonEC2FullAccess
AmazonEC2ReadOnlyAccess AmazonECSTaskExecutionRolePolicy AmazonEKSWorkerNodePolicy AmazonEKS_CNI_Policy
AmazonKinesisFullAccess AmazonRDSEnhancedMonitoringRole AmazonRoute53FullAccess AmazonRoute53ReadOnlyAccess
AmazonS3FullAccess AmazonS3ReadOnlyAccess AmazonSNSFullAccess AmazonSQSFullAccess AmazonSQSReadOnlyAccess
AmazonSSMFullAccess AmazonSSMManagedInstanceCore AmazonSSMReadOnlyAccess AmazonVPCFullAccess AmazonVPCReadOnlyAccess
AWSLambdaBasicExecutionRole AWSLambdaVPCAccessExecutionRole CloudWatchAgentServerPolicy CloudWatchLogsFullAccess
ElasticLoadBalancingFullAccess ElasticLoadBalancingReadOnly IAMFullAccess IAMReadOnlyAccess PowerUserAccess
SecretsManagerReadWrite
""".split()

policies = json.loads(aws_managed_policies_data)
names = sorted(f"{policy['Path'][1:]}{name}@{policy.get('DefaultVersionId', 'v1')}" for name, policy in policies.items())
documents = {
    policies[name]["Path"][1:] + name: json.dumps(policies[name]["Document"], separators=(",", ":")) for name in KEPT
}

text = f"""// Written by scripts/emulator-policies.py from moto {moto.__version__}, moto/iam/aws_managed_policies.py. Do not edit.

/** AWS's managed policies, `<path><name>@<default version>`, one a line. */
export const awsPolicyNames = `
{chr(10).join(names)}
`;

/** Documents by path and name, as JSON. */
export const awsPolicyDocuments: Readonly<Record<string, string>> = {{
{"".join(f"  {json.dumps(name)}: {json.dumps(document)}," + chr(10) for name, document in sorted(documents.items()))}}};
"""
target = pathlib.Path(__file__).parent.parent / "emulator/services/iam/aws-policies.generated.ts"
target.write_text(text)
