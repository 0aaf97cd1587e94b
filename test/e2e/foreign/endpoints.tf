data "aws_vpc_endpoint_service" "gateway" {
  for_each     = toset(["s3", "dynamodb"])
  service      = each.value
  service_type = "Gateway"
}

resource "aws_vpc_endpoint" "gateway" {
  for_each          = data.aws_vpc_endpoint_service.gateway
  vpc_id            = aws_vpc.this.id
  service_name      = each.value.service_name
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private.id, aws_route_table.public.id]
  tags              = { Name = "${local.name}-${each.key}" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each            = toset(["bedrock-runtime", "sagemaker.api", "ssm", "ecr.dkr"])
  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${data.aws_region.current.name}.${each.value}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = aws_subnet.private[*].id
  security_group_ids  = [aws_security_group.endpoints.id]
  tags                = { Name = "${local.name}-${each.key}" }
}
