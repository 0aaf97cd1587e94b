/**
 * Names that regions list, `com.amazonaws.<region>.<name>`, apart from those with particulars of their own.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const interfaceServices: readonly string[] = `
access-analyzer acm acm-pca airflow.api airflow.env airflow.ops app-integrations appconfig appconfigdata
application-autoscaling application-signals appmesh appmesh-envoy-management apprunner apprunner.requests appstream.api
appstream.streaming appsync-api aps aps-workspaces arc-zonal-shift athena auditmanager autoscaling autoscaling-plans
b2bi backup backup-gateway batch bcm-data-exports bedrock bedrock-agent bedrock-agent-runtime bedrock-runtime
billingconductor braket cases cassandra cassandra-fips ce cleanrooms cleanrooms-ml cloudcontrolapi clouddirectory
cloudformation cloudhsmv2 cloudtrail codeartifact.api codeartifact.repositories codebuild codecommit codeconnections.api
codedeploy codedeploy-commands-secure codeguru-profiler codeguru-reviewer codepipeline codestar-connections.api
cognito-idp comprehend comprehendmedical compute-optimizer config connect-campaigns controlcatalog databrew
dataexchange datasync datazone deadline.management deadline.scheduling devops-guru dms ds ds-data dynamodb-streams ebs
ec2 ec2messages eks eks-auth elastic-inference.runtime elasticache elasticbeanstalk elasticbeanstalk-health
elasticfilesystem elasticfilesystem-fips elasticloadbalancing elasticmapreduce email-smtp emr-containers emr-serverless
emr-serverless-services.livy emrwal.prod entityresolution events evidently evidently-dataplane finspace finspace-api fis
forecast forecastquery frauddetector freetier fsx git-codecommit glue glue.dashboard grafana grafana-workspace
greengrass groundstation guardduty guardduty-data healthlake identitystore imagebuilder inspector-scan inspector2
internetmonitor invoicing iot.api iot.credentials iot.data iot.fleethub.api iotevents.api iotevents.data
iotfleetwise iotroborunner iotsitewise.api iotsitewise.data iottwinmaker.api iottwinmaker.data iotwireless.api
kafka kafkaconnect kendra kendra-ranking kinesisanalytics lakeformation launchwizard license-manager
license-manager-user-subscriptions logs lookoutequipment lookoutmetrics lookoutvision m2 macie2 mainframe.app-test
managedblockchain-query mediaconnect medical-imaging memorydb mgn migrationhub-orchestrator models-v2-lex monitoring mq
neptune-graph neptune-graph-data networkflowmonitor networkmonitor nimble notifications oam observabilityadmin omics
organizations osis outposts panorama payment-cryptography.controlplane payment-cryptography.dataplane pcs
personalize personalize-events personalize-runtime pi pinpoint pinpoint-sms-voice-v2 pipes polly pricing.api
private-networks profile proton q qbusiness qldb.session quicksight-website ram rbin rds rds-data redshift
redshift-data redshift-serverless refactor-spaces rekognition repostspace resource-explorer-2 resource-groups
robomaker rolesanywhere route53resolver rum rum-dataplane runtime-v2-lex s3-outposts s3tables sagemaker.api
sagemaker.featurestore-runtime sagemaker.metrics sagemaker.runtime scheduler schemas secretsmanager securityhub
securitylake servicecatalog servicecatalog-appregistry servicediscovery servicediscovery-fips servicequotas signin
simspaceweaver sms-voice snow-device-management sns social-messaging sqs ssm ssm-contacts ssm-incidents ssm-quicksetup
ssmmessages states storagegateway streaming-rekognition sts supportapp swf sync-states synthetics tagging
timestream-influxdb tnb textract transcribe transcribestreaming transfer transfer.server translate trustedadvisor
verifiedpermissions voiceid vpc-lattice wellarchitected wickr wisdom workspaces workspaces-instances xray
`
  .trim()
  .split(/\s+/);
