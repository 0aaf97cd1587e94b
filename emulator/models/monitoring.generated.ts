// Written by scripts/emulator-models.ts from botocore 1.43.11, cloudwatch/2010-08-01/service-2.json. Do not edit.
import type { ServiceModel } from '../core/model.ts';

export const model: ServiceModel = {
  actions: {
    "DeleteAlarms": {"input":"DeleteAlarmsInput"},
    "DescribeAlarms": {"input":"DescribeAlarmsInput"},
    "DisableAlarmActions": {"input":"DisableAlarmActionsInput"},
    "EnableAlarmActions": {"input":"EnableAlarmActionsInput"},
    "ListTagsForResource": {"input":"ListTagsForResourceInput"},
    "PutMetricAlarm": {"input":"PutMetricAlarmInput"},
    "SetAlarmState": {"input":"SetAlarmStateInput"},
    "TagResource": {"input":"TagResourceInput"},
    "UntagResource": {"input":"UntagResourceInput"},
  },
  structures: {
    "AlarmPromQLCriteria": ["Query! string","PendingPeriod integer 0 86400","RecoveryPeriod integer 0 86400"],
    "DeleteAlarmsInput": ["AlarmNames! list of string"],
    "DescribeAlarmsInput": ["AlarmNames list of string","AlarmNamePrefix string","AlarmTypes list of enum AlarmType","ChildrenOfAlarmName string","ParentsOfAlarmName string","StateValue enum StateValue","ActionPrefix string","MaxRecords integer 1 100","NextToken string"],
    "Dimension": ["Name! string","Value! string"],
    "DisableAlarmActionsInput": ["AlarmNames! list of string"],
    "EnableAlarmActionsInput": ["AlarmNames! list of string"],
    "EvaluationCriteria": ["PromQLCriteria structure AlarmPromQLCriteria"],
    "ListTagsForResourceInput": ["ResourceARN! string"],
    "Metric": ["Namespace string","MetricName string","Dimensions list of structure Dimension"],
    "MetricDataQuery": ["Id! string","MetricStat structure MetricStat","Expression string","Label string","ReturnData boolean","Period integer 1","AccountId string"],
    "MetricStat": ["Metric! structure Metric","Period! integer 1","Stat! string","Unit enum StandardUnit"],
    "PutMetricAlarmInput": ["AlarmName! string","AlarmDescription string","ActionsEnabled boolean","OKActions list of string","AlarmActions list of string","InsufficientDataActions list of string","MetricName string","Namespace string","Statistic enum Statistic","ExtendedStatistic string","Dimensions list of structure Dimension","Period integer 1","Unit enum StandardUnit","EvaluationPeriods integer 1","DatapointsToAlarm integer 1","Threshold double","ComparisonOperator enum ComparisonOperator","TreatMissingData string","EvaluateLowSampleCountPercentile string","Metrics list of structure MetricDataQuery","Tags list of structure Tag","ThresholdMetricId string","EvaluationCriteria structure EvaluationCriteria","EvaluationInterval integer 10 3600"],
    "SetAlarmStateInput": ["AlarmName! string","StateValue! enum StateValue","StateReason! string","StateReasonData string"],
    "Tag": ["Key! string","Value! string"],
    "TagResourceInput": ["ResourceARN! string","Tags! list of structure Tag"],
    "UntagResourceInput": ["ResourceARN! string","TagKeys! list of string"],
  },
  enums: {
    "AlarmType": ["CompositeAlarm","MetricAlarm"],
    "ComparisonOperator": ["GreaterThanOrEqualToThreshold","GreaterThanThreshold","LessThanThreshold","LessThanOrEqualToThreshold","LessThanLowerOrGreaterThanUpperThreshold","LessThanLowerThreshold","GreaterThanUpperThreshold"],
    "StandardUnit": ["Seconds","Microseconds","Milliseconds","Bytes","Kilobytes","Megabytes","Gigabytes","Terabytes","Bits","Kilobits","Megabits","Gigabits","Terabits","Percent","Count","Bytes/Second","Kilobytes/Second","Megabytes/Second","Gigabytes/Second","Terabytes/Second","Bits/Second","Kilobits/Second","Megabits/Second","Gigabits/Second","Terabits/Second","Count/Second","None"],
    "StateValue": ["OK","ALARM","INSUFFICIENT_DATA"],
    "Statistic": ["SampleCount","Average","Sum","Minimum","Maximum"],
  },
};
