# A load balancer is imported that cannot stand behind an endpoint service of Tray's.

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

variable "load_balancer" {
  type = object({
    arn     = string
    vpc_id  = string
    subnets = map(string)
  })
}

import {
  to = module.orders.aws_lb.this[0]
  id = var.load_balancer.arn
}

module "orders" {
  source = "./module"

  name                                 = "of-another-kind"
  load_balancer_without_security_group = true
  customer_name                        = "Example Corp"
  tray_org_id                          = "acme"
  vpc_id                               = var.load_balancer.vpc_id
  subnets                              = var.load_balancer.subnets
  ports                                = { postgres = { port = 5432 } }
}
