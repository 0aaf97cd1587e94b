# A PostgreSQL database in private subnets, offered to Tray. The network is made here so that the example is complete;
# in your account, hand in the VPC and the subnets that you have.

provider "aws" {
  region = var.region
}

locals {
  # One subnet for each zone, by AZ id: Tray's account has other names for the same zones.
  zones = { for index, zone_id in var.zone_ids : zone_id => cidrsubnet(var.vpc_cidr, 4, index) }
}

resource "aws_vpc" "this" {
  cidr_block = var.vpc_cidr
  tags       = { Name = "orders" }
}

resource "aws_subnet" "this" {
  for_each = local.zones

  vpc_id               = aws_vpc.this.id
  availability_zone_id = each.key
  cidr_block           = each.value
  tags                 = { Name = "orders-${each.key}" }
}

# The database lets the load balancer in, and nobody else. Attach this group to it.
resource "aws_security_group" "database" {
  name_prefix = "orders-database-"
  description = "The orders database"
  vpc_id      = aws_vpc.this.id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = module.orders.security_group_id
  description                  = "PostgreSQL from the PrivateLink load balancer"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

module "orders" {
  source = "../../"

  name          = "orders"
  customer_name = "Example Corp"
  tray_org_id   = var.tray_org_id

  vpc_id  = aws_vpc.this.id
  subnets = { for zone_id, subnet in aws_subnet.this : zone_id => subnet.id }

  ports = {
    postgres = {
      port            = 5432
      tls_server_name = "orders.db.example.com" # PostgreSQL speaks TLS itself; Tray verifies this name
      targets         = { for name, address in var.database_addresses : name => { id = address } }
    }
  }

  allowed_principals    = [var.tray_principal_arn]
  accepted_endpoint_ids = var.accepted_endpoint_ids

  connection_notifications = {}
}
