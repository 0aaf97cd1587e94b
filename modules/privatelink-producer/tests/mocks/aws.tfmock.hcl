# The customer's account and region as the tests see them.

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_region" {
  defaults = { id = "eu-west-1", name = "eu-west-1" }
}

mock_data "aws_availability_zones" {
  defaults = {
    names    = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    zone_ids = ["euw1-az2", "euw1-az3", "euw1-az1"]
  }
}

mock_data "aws_vpc" {
  defaults = {
    cidr_block              = "10.0.0.0/16"
    cidr_block_associations = [{ association_id = "vpc-cidr-assoc-a", cidr_block = "10.0.0.0/16", state = "associated" }, { association_id = "vpc-cidr-assoc-b", cidr_block = "100.64.8.0/22", state = "associated" }]
  }
}

mock_data "aws_subnet" {
  defaults = {
    availability_zone_id = "euw1-az1"
    vpc_id               = "vpc-0123456789abcdef0"
  }
}

mock_data "aws_lb" {
  defaults = {
    arn                                                          = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/shared/0123456789abcdef"
    dns_name                                                     = "shared.elb.eu-west-1.amazonaws.com"
    load_balancer_type                                           = "network"
    internal                                                     = true
    security_groups                                              = ["sg-0aaaaaaaaaaaaaaaa"]
    enforce_security_group_inbound_rules_on_private_link_traffic = "off"
    vpc_id                                                       = "vpc-0123456789abcdef0"
  }
}

mock_data "aws_lb_listener" {
  defaults = {
    arn      = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:listener/net/shared/0123456789abcdef/aaaaaaaaaaaaaaaa"
    protocol = "TCP"
  }
}

mock_resource "aws_lb" {
  defaults = {
    arn      = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/net/orders/0123456789abcdef"
    dns_name = "orders.elb.eu-west-1.amazonaws.com"
  }
}

mock_resource "aws_lb_target_group" {
  defaults = {
    arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/tray-1/0123456789abcdef"
  }
}

mock_resource "aws_lb_listener" {
  defaults = {
    arn = "arn:aws:elasticloadbalancing:eu-west-1:222222222222:listener/net/orders/0123456789abcdef/bbbbbbbbbbbbbbbb"
  }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0123456789abcdef0" }
}

mock_resource "aws_sns_topic" {
  defaults = { arn = "arn:aws:sns:eu-west-1:222222222222:orders-connections" }
}

mock_resource "aws_vpc_endpoint_service" {
  defaults = {
    id                 = "vpce-svc-0123456789abcdef0"
    arn                = "arn:aws:ec2:eu-west-1:222222222222:vpc-endpoint-service/vpce-svc-0123456789abcdef0"
    service_name       = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
    state              = "Available"
    availability_zones = ["eu-west-1c"]
    supported_regions  = []
    private_dns_name   = ""
  }
}

mock_resource "aws_vpc_endpoint_connection_accepter" {
  defaults = { vpc_endpoint_state = "available" }
}
