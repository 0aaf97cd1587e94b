# What somebody made by hand, with names and without a security group, comes under the module by import.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region  = "eu-west-1"
  profile = "service"
}

variable "made" {
  type = object({
    vpc_id            = string
    subnets           = map(string)
    load_balancer_arn = string
    target_group_arn  = string
    listener_arn      = string
    service_id        = string
  })
}

variable "accepted_endpoint_ids" {
  type = set(string)
}

import {
  to = module.orders.aws_vpc_endpoint_service.this
  id = var.made.service_id
}

import {
  to = module.orders.aws_lb.this[0]
  id = var.made.load_balancer_arn
}

import {
  to = module.orders.aws_lb_target_group.this["postgres"]
  id = var.made.target_group_arn
}

import {
  to = module.orders.aws_lb_listener.this["postgres"]
  id = var.made.listener_arn
}

module "orders" {
  source = "./module"

  name                                 = "orders"
  load_balancer_name                   = "made-by-hand"
  load_balancer_without_security_group = true
  customer_name                        = "Example Corp"
  tray_org_id                          = "acme"
  vpc_id                               = var.made.vpc_id
  subnets                              = var.made.subnets
  allowed_principals                   = ["arn:aws:iam::111111111111:root"]
  accepted_endpoint_ids                = var.accepted_endpoint_ids

  ports = {
    postgres = { port = 5432, targets = { primary = { id = "10.60.0.10" } } }
  }
}

output "accepted_connections" {
  value = module.orders.accepted_connections
}
